//! Compiles the protos with protox, so that no protoc is needed.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

const PROTOS: [&str; 7] = [
    "starling/content/v1/content.proto",
    "starling/session/v1/overview.proto",
    "starling/session/v1/playback.proto",
    "starling/session/v1/review.proto",
    "starling/session/v1/session.proto",
    "starling/session/v1/share.proto",
    "starling/session/v1/take_upload.proto",
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=starling");
    // `encode_file_descriptor_set` keeps custom options, which `protox::compile` drops.
    let mut compiler = protox::Compiler::new(["."])?;
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(PROTOS)?;
    let descriptors = compiler.encode_file_descriptor_set();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), &descriptors)?;

    tonic_prost_build::configure()
        // A test that stands in for one method of a service need not write the others.
        .generate_default_stubs(true)
        .bytes(".starling.session.v1.Chunk.data")
        .bytes(".starling.session.v1.ReadAudioResponse.data")
        .compile_fds(prost_types::FileDescriptorSet::decode(
            descriptors.as_slice(),
        )?)?;
    Ok(())
}
