//! What a cipher leaves on the stack. The allocator of `hotline` wipes what is freed; the stack it never sees,
//! and a cipher works on copies of its text there (`inout` XORs in a block of its own: how many bytes, depends
//! on the processor), as on copies of its keys.

/// How far below its caller `work` is taken to reach, in bytes. The deepest copy that was met lay under 8 KiB
/// (a build without optimization, blocks of AVX-512); with optimization no copy was met below 1 KiB.
const REACH: usize = 32 * 1024;

/// Does `work`, and wipes the stack that it used.
#[inline(never)]
pub(crate) fn wiped<T>(work: impl FnOnce() -> T) -> T {
    let done = deeper(work);
    wipe();
    done
}

/// A frame of its own for `work`, where the frame of [`wipe`] will stand.
#[inline(never)]
fn deeper<T>(work: impl FnOnce() -> T) -> T {
    work()
}

#[inline(never)]
#[expect(
    clippy::large_stack_arrays,
    reason = "the stack is what is to be written over"
)]
fn wipe() {
    let mut frame = [0_u8; REACH];
    // Whoever compiles this must take the bytes for read.
    std::hint::black_box(&mut frame);
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::os::unix::fs::FileExt;

    use kernel::{Id, SystemEntropy};

    use super::*;
    use crate::envelope::PrivateKey;
    use crate::{DataKey, Place};

    const WORD: &[u8] = b"canaryword";

    /// How often the word stands in the 256 KiB below a frame of this thread, after `work`.
    #[inline(never)]
    fn left_by(work: fn(&[u8])) -> io::Result<usize> {
        let here = 0_u8;
        let top = u64::try_from(std::ptr::from_ref(&here).addr()).map_err(io::Error::other)?;
        let memory = std::fs::File::open("/proc/self/mem")?;
        let mut bytes = vec![0; 256 * 1024];
        let text = WORD.repeat(1_000);
        work(&text);
        let read = memory.read_at(&mut bytes, top - 256 * 1024)?;
        assert_eq!(read, 256 * 1024);
        Ok(bytes
            .windows(WORD.len())
            .filter(|seen| *seen == WORD)
            .count())
    }

    fn left_in_a_thread(work: fn(&[u8])) -> usize {
        let thread = std::thread::spawn(move || left_by(work));
        thread.join().unwrap().unwrap()
    }

    enum Row {}

    #[test]
    fn a_cipher_leaves_no_text_on_the_stack() {
        let left = left_in_a_thread(|text| {
            let key = DataKey::random(&SystemEntropy);
            let place = Place::new("table", "column", Id::<Row>::random(&SystemEntropy));
            let sealed = key.seal(place, text, &SystemEntropy);
            assert!(key.open(place, &sealed).is_ok());
        });
        assert_eq!(left, 0);
        let left = left_in_a_thread(|text| {
            let (private, public) = PrivateKey::derive(&[7; 32]);
            let sealed = public.seal(b"purpose", text, &SystemEntropy).unwrap();
            assert!(private.open(b"purpose", &sealed).is_ok());
        });
        assert_eq!(left, 0);
    }

    #[test]
    fn a_copy_on_the_stack_is_seen_when_it_is_not_wiped() {
        fn copy(text: &[u8]) {
            let mut block = [0_u8; 4_096];
            block.copy_from_slice(&text[..4_096]);
            std::hint::black_box(&mut block);
        }
        assert!(left_in_a_thread(copy) > 0);
        assert_eq!(left_in_a_thread(|text| wiped(|| copy(text))), 0);
    }
}
