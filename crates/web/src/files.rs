//! The files, as they were when the binary was built.

/// One of them.
#[derive(Debug)]
pub(crate) struct File {
    /// From the application's root, without a leading slash.
    pub(crate) path: &'static str,
    pub(crate) plain: &'static [u8],
    /// The same, compressed.
    pub(crate) brotli: Option<&'static [u8]>,
    pub(crate) gzip: Option<&'static [u8]>,
    /// Changes when the contents do, with the quotes.
    pub(crate) etag: &'static str,
}

/// By path.
const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// The file at `path`.
pub(crate) fn find(path: &str) -> Option<&'static File> {
    FILES.binary_search_by_key(&path, |file| file.path).ok().map(|index| &FILES[index])
}

impl File {
    /// Whether its name changes when its contents do.
    pub(crate) fn is_hashed(&self) -> bool {
        self.path.starts_with("assets/")
    }

    pub(crate) fn is_page(&self) -> bool {
        self.extension() == "html"
    }

    pub(crate) fn media_type(&self) -> &'static str {
        match self.extension() {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "json" | "map" => "application/json",
            "webmanifest" => "application/manifest+json",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "ico" => "image/x-icon",
            "woff2" => "font/woff2",
            "txt" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }

    fn extension(&self) -> &'static str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }
}
