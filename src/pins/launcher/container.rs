//! What the flags of `docker run` say of the container, for rules that look at more than the image.

use std::ops::Range;

use super::flags::Scan;
use super::word::Word;
use crate::pins::compose;

/// The flags of one `docker run`, `podman run` ...
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The flags before the image, in order.
    pub flags: Vec<RunFlag>,
    /// The argument that names the image (0 is the command); what stands behind it runs in the container. `None` where
    /// there is none, or an unknown flag makes it impossible to tell.
    pub image: Option<usize>,
    /// Whether the flags are arguments of their own and no words of a shell string.
    pub plain: bool,
}

/// One flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFlag {
    /// Its long name, with the dashes.
    pub name: &'static str,
    /// The argument that the flag itself stands in.
    pub word: usize,
    /// Its value, where it has one.
    pub value: Option<String>,
    /// The argument that the value stands in, and its bytes there; those of the flag where there is no value.
    pub at: (usize, Range<usize>),
}

impl Container {
    pub(super) fn of(words: &[Word<'_>], scan: &Scan) -> Self {
        let flag = |flag: &super::flags::Flag| {
            let own = words.get(flag.word)?;
            let value = flag.value.as_ref().and_then(|(i, range)| Some((words.get(*i)?, range.clone())));
            let (word, range) = value.clone().unwrap_or((own, 0..own.text.len()));
            Some(RunFlag {
                name: flag.name,
                word: own.index,
                value: value.map(|(word, range)| word.part(range).to_owned()),
                at: (word.index, word.place(range).0),
            })
        };
        Self {
            flags: scan.flags.iter().filter_map(flag).collect(),
            image: scan.rest(words).and_then(<[_]>::first).map(|w| w.index),
            plain: words.iter().all(Word::is_whole),
        }
    }

    /// Whether a switch is on: `--tty`, not `--tty=false`.
    pub fn has(&self, name: &str) -> bool {
        self.switch(name).is_some()
    }

    /// The switch that turns something on.
    pub fn switch(&self, name: &str) -> Option<&RunFlag> {
        let last = self.flags.iter().rfind(|f| f.name == name)?;
        let off = |v: &String| matches!(v.as_str(), "false" | "0" | "f" | "F" | "False" | "FALSE");
        (!last.value.as_ref().is_some_and(off)).then_some(last)
    }

    /// The flags of a name, which may be given several times.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a RunFlag> {
        self.flags.iter().filter(move |f| f.name == name)
    }

    /// The ports of the host that are published over TCP, with the address they are bound to, if one is named.
    pub fn published(&self) -> Vec<(&RunFlag, Option<&str>, u16)> {
        let mut out = Vec::new();
        for flag in self.all("--publish") {
            let Some(value) = flag.value.as_deref().filter(|v| !v.ends_with("/udp") && !v.ends_with("/sctp")) else {
                continue;
            };
            let Some(pairs) = compose::short(value) else { continue };
            // `ADDRESS:HOST:CONTAINER`; an IPv6 address stands in brackets.
            let address = match value.rsplit_once("]:") {
                Some((address, _)) => address.strip_prefix('['),
                None => value.splitn(3, ':').nth(2).and_then(|_| value.split(':').next()),
            };
            let host = pairs.iter().map(|(host, _)| *host).filter(|p| *p > 0);
            out.extend(host.map(|port| (flag, address.filter(|a| !a.is_empty()), port)));
        }
        out
    }

    /// What of a flag's value is a path of this machine: all of `--env-file`, what stands before the colon of
    /// `--volume`, the source of `--mount`. `None` for a value that is the container's matter.
    pub fn host_path(flag: &RunFlag) -> Option<Range<usize>> {
        let value = flag.value.as_deref()?;
        match flag.name {
            "--env-file" | "--label-file" | "--cidfile" | "--pidfile" | "--authfile" | "--cert-dir" | "--device" => {
                Some(0..value.len())
            }
            "--volume" => {
                // The colon of `C:\Users` parts nothing.
                let drive = value.as_bytes().get(1) == Some(&b':')
                    && value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && matches!(value.as_bytes().get(2), Some(b'/' | b'\\'));
                let from = if drive { 2 } else { 0 };
                // Alone it is a place in the container, for which docker makes a volume without a name.
                let end = value.get(from..)?.find(':')? + from;
                Some(0..end)
            }
            "--mount" => {
                let mut at = 0;
                for part in value.split(',') {
                    let named = part.split_once('=').filter(|(key, _)| matches!(*key, "source" | "src"));
                    if let Some((key, _)) = named {
                        return Some(at + key.len() + 1..at + part.len());
                    }
                    at += part.len() + 1;
                }
                None
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn container(line: &str) -> Container {
        let words: Vec<&str> = line.split(' ').collect();
        read(&words).unwrap().container.unwrap()
    }

    #[test]
    fn flags_and_image_are_told_apart() {
        let c = container("docker run -it --rm -v /a:/b -p 127.0.0.1:8080:80 --tty=false acme/x:1 -t --port 1");
        assert!(c.has("--interactive") && !c.has("--tty") && c.plain);
        assert_eq!(c.image, Some(9));
        let tty = c.all("--tty").next().unwrap();
        assert_eq!((tty.word, tty.at.clone()), (2, (2, 0..3)));
        assert!(container("sudo docker run -i acme/x").has("--interactive"));
        assert!(!container("docker run -i --new-flag acme/x").plain || container("docker run x").image.is_some());
        let words = ["sh", "-c", "docker run -i acme/x"];
        assert!(!read(&words).unwrap().container.unwrap().plain);
    }

    #[test]
    fn published_ports_are_read() {
        let of = |line: &str| -> Vec<(Option<String>, u16)> {
            let c = container(line);
            c.published().into_iter().map(|(_, a, p)| (a.map(str::to_owned), p)).collect()
        };
        assert_eq!(of("docker run -p 8080:80 x"), [(None, 8080)]);
        assert_eq!(of("docker run --publish=127.0.0.1:9000-9001:90-91/tcp x").len(), 2);
        assert_eq!(of("docker run -p [::1]:9000:90 x"), [(Some("::1".to_owned()), 9000)]);
        assert_eq!(of("docker run -p 80 -p 53:53/udp -p ${P}:80 x"), []);
        assert_eq!(of("docker run -p8080:80 x -p 1:1"), [(None, 8080)]);
    }

    #[test]
    fn only_the_host_side_of_a_mount_is_this_machines() {
        let of = |flag: &str, value: &str| {
            let c = container(&format!("docker run {flag} {value} x"));
            let range = Container::host_path(&c.flags[0]);
            range.map(|r| value[r].to_owned())
        };
        assert_eq!(of("-v", "/a/b:/home/x").unwrap(), "/a/b");
        assert_eq!(of("-v", r"C:\Users\x:/home/x:ro").unwrap(), r"C:\Users\x");
        assert_eq!(of("--mount", "type=bind,src=/a,dst=/home/x").unwrap(), "/a");
        assert_eq!(of("-w", "/home/x"), None);
        assert_eq!(of("-e", "A=/home/x"), None);
    }
}
