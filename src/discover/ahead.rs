//! Reading in the background: locks are long, and while one processor still searches the tree the other can read them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use super::read::text;

/// What reading a file gave.
type Read = Result<String, String>;

/// The files that are still to be read, shared by those who read them.
type Queue = Arc<Mutex<Receiver<PathBuf>>>;

/// Files that a thread of its own reads, which is started with the first of them.
#[derive(Debug, Default)]
pub(super) struct Ahead(Option<Worker>);

#[derive(Debug)]
struct Worker {
    paths: Sender<PathBuf>,
    queue: Queue,
    thread: JoinHandle<Vec<(PathBuf, Read)>>,
}

impl Ahead {
    /// Has a file read in the background.
    pub(super) fn ask(&mut self, path: &Path) {
        if self.0.is_none() {
            self.0 = Worker::start();
        }
        if let Some(worker) = &self.0 {
            // Should the thread be gone, the file is read later.
            let _ = worker.paths.send(path.to_owned());
        }
    }

    /// The texts of files, in their order, of which those that fulfil `asked` may be read already.
    pub(super) fn texts(self, paths: &[&Path], asked: impl Fn(&Path) -> bool) -> Vec<Read> {
        let mut read: Vec<Option<Read>> =
            paths.iter().map(|path| (!asked(path) || self.0.is_none()).then(|| text(path))).collect();
        let mut ahead = self.finish();
        let mut missing = |path: &Path| ahead.remove(path).unwrap_or_else(|| text(path));
        read.drain(..).zip(paths).map(|(read, path)| read.unwrap_or_else(|| missing(path))).collect()
    }

    /// What was asked for; this thread helps with what is left.
    fn finish(self) -> BTreeMap<PathBuf, Read> {
        let Some(Worker { paths, queue, thread }) = self.0 else { return BTreeMap::new() };
        drop(paths);
        let mine = drain(&queue);
        mine.into_iter().chain(thread.join().unwrap_or_default()).collect()
    }
}

impl Worker {
    fn start() -> Option<Self> {
        let (paths, asked) = channel();
        let queue: Queue = Arc::new(Mutex::new(asked));
        let theirs = Arc::clone(&queue);
        let thread = Builder::new().spawn(move || drain(&theirs)).ok()?;
        Some(Self { paths, queue, thread })
    }
}

/// Reads what is in the queue until nobody can put anything into it any more.
fn drain(queue: &Queue) -> Vec<(PathBuf, Read)> {
    let next = || queue.lock().ok()?.recv().ok();
    let read = |path: PathBuf| {
        let text = text(&path);
        (path, text)
    };
    std::iter::from_fn(next).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_read_in_their_order() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<_> = (0..200).map(|i| dir.path().join(i.to_string())).collect();
        for (i, path) in paths.iter().enumerate().filter(|(i, _)| i % 7 != 0) {
            use std::io::Write as _;
            std::fs::File::create(path).unwrap().write_all(i.to_string().as_bytes()).unwrap();
        }
        for few in [3, paths.len()] {
            let paths: Vec<&Path> = paths.iter().take(few).map(PathBuf::as_path).collect();
            let mut ahead = Ahead::default();
            let asked = |path: &Path| path.to_string_lossy().ends_with('2');
            paths.iter().filter(|path| asked(path)).for_each(|path| ahead.ask(path));
            let read = ahead.texts(&paths, asked);
            assert_eq!(read.len(), few);
            for (i, text) in read.iter().enumerate() {
                assert_eq!(text.as_ref().ok(), (i % 7 != 0).then(|| i.to_string()).as_ref());
            }
        }
    }
}
