//! The disk as an object store that does what object_store's own does with local files: write beside, sync, rename,
//! sync the directory.

use std::fmt;
use std::io;
use std::pin::Pin;

use object_store::path::Path;
use object_store::{
    Attributes, CopyOptions, Error, GetOptions, GetResult, GetResultPayload, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload,
    PutResult, Result,
};

use tokio_stream::{Stream, StreamExt as _};

use super::disk::Access;

type Results<T> = Pin<Box<dyn Stream<Item = Result<T>> + Send>>;

/// Objects on a disk.
#[derive(Debug)]
pub(super) struct Objects(pub(super) Access);

impl Objects {
    fn meta(&self, location: Path) -> Result<ObjectMeta> {
        let found = self.0.find(location.as_ref()).map_err(failed)?;
        let file = found.ok_or_else(|| Error::NotFound {
            path: location.to_string(),
            source: "no such object".into(),
        })?;
        Ok(ObjectMeta {
            location,
            last_modified: Default::default(),
            size: self.0.len(file).map_err(failed)? as u64,
            e_tag: None,
            version: None,
        })
    }

    fn put(&self, name: &str, payload: &PutPayload) -> io::Result<()> {
        let staged = format!("{name}#1");
        let file = self.0.create(&staged)?;
        let mut offset = 0;
        for piece in payload {
            self.0.write(file, offset, piece)?;
            offset += piece.len();
        }
        self.0.sync(file)?;
        self.0.rename(&staged, name)?;
        self.0.sync_directory()
    }
}

#[tonic::async_trait]
impl ObjectStore for Objects {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        _options: PutOptions,
    ) -> Result<PutResult> {
        self.put(location.as_ref(), &payload).map_err(failed)?;
        Ok(PutResult {
            e_tag: None,
            version: None,
            extensions: Default::default(),
        })
    }

    async fn get_opts(&self, location: &Path, _options: GetOptions) -> Result<GetResult> {
        let meta = self.meta(location.clone())?;
        let mut data = vec![0; meta.size as usize];
        let file = self.0.find(location.as_ref()).map_err(failed)?;
        let file = file.expect("it has just been found");
        self.0.read(file, 0, &mut data).map_err(failed)?;
        Ok(GetResult {
            range: 0..meta.size,
            meta,
            payload: GetResultPayload::Stream(Box::pin(tokio_stream::iter([Ok(data.into())]))),
            attributes: Attributes::new(),
            extensions: Default::default(),
        })
    }

    fn delete_stream(&self, locations: Results<Path>) -> Results<Path> {
        let access = self.0.clone();
        Box::pin(locations.map(move |location| {
            let location = location?;
            access.delete(location.as_ref()).map_err(failed)?;
            Ok(location)
        }))
    }

    fn list(&self, prefix: Option<&Path>) -> Results<ObjectMeta> {
        let names = self.0.names(prefix.map_or("", Path::as_ref));
        let found = match names {
            Ok(names) => names
                .into_iter()
                .filter(|name| name.starts_with("parts/") && !name.contains('#'))
                .map(|name| self.meta(name.into()))
                .collect(),
            Err(error) => vec![Err(failed(error))],
        };
        Box::pin(tokio_stream::iter(found))
    }

    async fn list_with_delimiter(&self, _prefix: Option<&Path>) -> Result<ListResult> {
        Err(missing("list_with_delimiter"))
    }

    async fn put_multipart_opts(
        &self,
        _location: &Path,
        _options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Err(missing("put_multipart_opts"))
    }

    async fn copy_opts(&self, _from: &Path, _to: &Path, _options: CopyOptions) -> Result<()> {
        Err(missing("copy_opts"))
    }
}

impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a simulated disk")
    }
}

fn failed(error: io::Error) -> Error {
    Error::Generic {
        store: "simulated disk",
        source: error.into(),
    }
}

fn missing(operation: &str) -> Error {
    Error::NotImplemented {
        operation: operation.to_owned(),
        implementer: "Objects".to_owned(),
    }
}
