//! Why a command ended without doing its job: a sentence for people, an exit code for scripts.

use std::fmt;
use std::process::ExitCode;

use starling_content::{NewError, PackError};
use starling_proto::error::CallError;
use starling_recorder::assess::AssessError;
use starling_recorder::device::DeviceError;
use starling_recorder::library::LibraryError;
use starling_recorder::live::StartError;
use starling_recorder::recording::CaptureError;
use starling_recorder::ui::screen::ScreenError;
use starling_session::{BackupError, RestoreError, VerifyError};

/// A command that did not do its job.
#[derive(Debug)]
pub(crate) struct Failure {
    kind: Kind,
    message: String,
}

/// What kind of failure it is; the exit code is listed in `starling --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Other = 1,
    Usage = 2,
    Microphone = 3,
    Input = 4,
    Server = 5,
    EndedEarly = 6,
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new(Kind::Input, message)
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let kind = if error.is_transient() {
            Kind::Server
        } else {
            Kind::Input
        };
        Self::new(kind, error.to_string())
    }
}

impl From<NewError> for Failure {
    fn from(error: NewError) -> Self {
        let kind = match &error {
            NewError::File { .. } => Kind::Other,
            _ => Kind::Input,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        Self::input(error.to_string())
    }
}

impl From<AssessError> for Failure {
    fn from(error: AssessError) -> Self {
        Self::input(error.to_string())
    }
}

impl From<LibraryError> for Failure {
    fn from(error: LibraryError) -> Self {
        Self::new(Kind::Other, error.to_string())
    }
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        Self::new(Kind::Microphone, error.to_string())
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        let kind = match &error {
            StartError::Capture(CaptureError::Device(_) | CaptureError::Open { .. }) => {
                Kind::Microphone
            }
            StartError::Capture(CaptureError::File { .. }) | StartError::Library(_) => Kind::Other,
            StartError::Fit(_) => Kind::Input,
            StartError::Take(_) => Kind::Server,
        };
        Self::new(kind, error.to_string())
    }
}

impl From<ScreenError> for Failure {
    fn from(error: ScreenError) -> Self {
        match error {
            ScreenError::Terminal(_) => Self::new(Kind::Other, error.to_string()),
            ScreenError::Start(error) => error.into(),
        }
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        Self::new(Kind::Other, error.to_string())
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        Self::new(Kind::Other, error.to_string())
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        Self::new(Kind::Other, error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(Kind::Other, error.to_string())
    }
}
