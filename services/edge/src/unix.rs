//! Unix sockets, for the processes of one user.

use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::fs::{
    DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _,
};
use std::os::unix::net::UnixStream as StdUnixStream;
use std::path::{Path, PathBuf};
use std::task::{Context, Poll, ready};

use tokio::net::{UnixListener, UnixStream};

use crate::peer::Peer;

/// A socket that only processes of our own user reach. The file goes when it is dropped.
#[derive(Debug)]
pub(crate) struct UnixSocket {
    listener: UnixListener,
    path: PathBuf,
    /// The file that is ours, by device and inode: another server may have put its own in its place.
    file: (u64, u64),
    uid: u32,
}

impl UnixSocket {
    /// Listens on a path; makes its folder where there is none, and replaces the file of a server that has died.
    ///
    /// Two servers that start at once on one path may both take it for left behind; the later one is reached.
    pub(crate) fn bind(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        if fs::metadata(folder)?.mode() & 0o077 != 0 {
            let problem = format!(
                "{} is open to other users; chmod 700 it, or choose another folder",
                folder.display()
            );
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, problem));
        }
        if is_left_behind(path) {
            fs::remove_file(path)?;
        }
        // Until its mode is set, the folder keeps others away.
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
        let metadata = fs::metadata(path)?;
        Ok(Self {
            listener,
            path: path.to_owned(),
            file: (metadata.dev(), metadata.ino()),
            uid: metadata.uid(),
        })
    }

    /// The next connection of our own user; all others are closed.
    pub(crate) fn poll_accept(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<(UnixStream, Peer)>> {
        loop {
            let (stream, _) = ready!(self.listener.poll_accept(context))?;
            match stream.peer_cred() {
                Ok(peer) if peer.uid() == self.uid => {
                    let uid = peer.uid();
                    return Poll::Ready(Ok((stream, Peer::Unix { uid })));
                }
                Ok(peer) => tracing::warn!("user {} is not let in: another user", peer.uid()),
                Err(error) => tracing::warn!("a peer without credentials is not let in: {error}"),
            }
        }
    }
}

impl Drop for UnixSocket {
    fn drop(&mut self) {
        let ours = |file: fs::Metadata| (file.dev(), file.ino()) == self.file;
        if fs::symlink_metadata(&self.path).is_ok_and(ours) {
            // It can be replaced just as well.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Whether the path is a socket that nobody listens on.
fn is_left_behind(path: &Path) -> bool {
    // A connection to a file that is no socket is refused too.
    let file = fs::symlink_metadata(path);
    if !file.is_ok_and(|file| file.file_type().is_socket()) {
        return false;
    }
    let connected = StdUnixStream::connect(path);
    connected.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn another_user_is_not_let_in() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run/socket");
        let mut socket = UnixSocket::bind(&path).unwrap();
        let own = socket.uid;
        socket.uid += 1;
        let mut client = UnixStream::connect(&path).await.unwrap();
        let mut said = [0];
        tokio::select! {
            accepted = poll_fn(|context| socket.poll_accept(context)) => panic!("{accepted:?}"),
            read = client.read(&mut said) => assert_eq!(read.unwrap(), 0),
        }

        socket.uid = own;
        let _client = UnixStream::connect(&path).await.unwrap();
        let (_, peer) = poll_fn(|context| socket.poll_accept(context))
            .await
            .unwrap();
        assert_eq!(peer, Peer::Unix { uid: own });
    }
}
