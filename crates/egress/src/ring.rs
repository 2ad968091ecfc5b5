//! Ringing somebody by a command that the operator configured: a gateway for text messages, a pager, a telephone.
//!
//! The command is a fixed list of words, started without a shell, with an empty environment, in `/`. What it is told it
//! reads: one line whom to ring, then the text. It has a limit of time, and is killed when that is over.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

/// How long a command may take.
const LIMIT: Duration = Duration::from_secs(15);

/// Why nobody was rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RingError {
    /// No command is configured.
    #[error("there is no command to ring somebody by")]
    None,
    /// The command could not be started.
    #[error("the command to ring somebody by could not be started")]
    Start,
    /// The command ended and said that it failed.
    #[error("the command to ring somebody by failed")]
    Failed,
    /// The command did not end in time.
    #[error("the command to ring somebody by did not end in time")]
    Late,
}

/// Rings somebody. `whom` is a line, and so is nothing of it a word of the command.
pub(crate) async fn ring(command: &[String], whom: &str, text: &str) -> Result<(), RingError> {
    let (program, arguments) = command.split_first().ok_or(RingError::None)?;
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| RingError::Start)?;
    let said = format!("{}\n{text}\n", one_line(whom));
    match tokio::time::timeout(LIMIT, told(&mut child, &said)).await {
        Ok(Ok(true)) => Ok(()),
        Ok(_) => Err(RingError::Failed),
        Err(_) => {
            // Killed when it is dropped: nobody waits for it.
            drop(child);
            Err(RingError::Late)
        }
    }
}

/// Tells the command, and waits for its end. Whether it says that it rang.
async fn told(child: &mut Child, said: &str) -> std::io::Result<bool> {
    if let Some(mut input) = child.stdin.take() {
        // One that does not read what it is told may have rung all the same: its end says.
        input.write_all(said.as_bytes()).await.ok();
        input.shutdown().await.ok();
    }
    Ok(child.wait().await?.success())
}

fn one_line(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn words(command: &[&str]) -> Vec<String> {
        command.iter().map(|word| (*word).to_owned()).collect()
    }

    #[tokio::test]
    async fn a_command_reads_whom_and_what_and_nothing_of_the_environment() {
        let folder = tempfile::tempdir().unwrap();
        let heard = folder.path().join("heard");
        let script = format!(
            "/usr/bin/env >> {0}; /bin/cat >> {0}; /bin/pwd >> {0}",
            heard.display()
        );
        let command = words(&["/bin/sh", "-c", &script]);
        ring(&command, "+85512\nsecond; $(word)", "Reference 17")
            .await
            .unwrap();
        let heard = std::fs::read_to_string(heard).unwrap();
        assert!(
            heard.contains("+85512second; $(word)\nReference 17\n/\n"),
            "{heard}"
        );
        assert!(
            !heard.contains("HOME=") && !heard.contains("PATH=/"),
            "{heard}"
        );
    }

    #[tokio::test]
    async fn what_does_not_ring_says_why() {
        for (command, why) in [
            (&[][..], RingError::None),
            (&["/nowhere/at/all"], RingError::Start),
            (&["/bin/false"], RingError::Failed),
        ] {
            assert_eq!(ring(&words(command), "one", "text").await, Err(why));
        }
        // One that reads nothing of what it is told.
        assert_eq!(
            ring(&words(&["/bin/true"]), "one", &"text".repeat(100_000)).await,
            Ok(())
        );
    }

    #[tokio::test]
    async fn a_command_that_hangs_is_killed() {
        let folder = tempfile::tempdir().unwrap();
        let number = folder.path().join("number");
        let script = format!("echo $$ > {}; exec /bin/sleep 600", number.display());
        let began = Instant::now();
        let rung = ring(&words(&["/bin/sh", "-c", &script]), "one", "text").await;
        assert_eq!(rung, Err(RingError::Late));
        assert!(began.elapsed() < LIMIT * 2);
        let number = std::fs::read_to_string(number).unwrap();
        for _ in 0..50 {
            let state = std::fs::read_to_string(format!("/proc/{}/stat", number.trim()));
            if state.is_ok_and(|state| !state.contains(") Z ")) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            } else {
                return;
            }
        }
        panic!("the command lives on");
    }
}
