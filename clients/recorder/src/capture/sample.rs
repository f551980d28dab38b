//! The forms a device delivers samples in, and the one we keep.

/// One channel's value in one frame.
pub(super) trait Sample: Copy + Default {
    /// The same value as 16-bit linear PCM.
    fn to_i16(self) -> i16;
}

impl Sample for i16 {
    fn to_i16(self) -> i16 {
        self
    }
}

impl Sample for i32 {
    fn to_i16(self) -> i16 {
        (self >> 16) as i16
    }
}

impl Sample for f32 {
    fn to_i16(self) -> i16 {
        // A cast saturates, and makes NaN 0.
        (self * 32_768.0).round() as i16
    }
}

impl Sample for u8 {
    fn to_i16(self) -> i16 {
        (i16::from(self) - 128) << 8
    }
}

/// The mean of a frame's channels.
pub(super) fn mix<S: Sample>(frame: &[S]) -> i16 {
    match frame {
        [sample] => sample.to_i16(),
        _ => {
            let sum: i64 = frame.iter().map(|sample| i64::from(sample.to_i16())).sum();
            (sum / frame.len().max(1) as i64) as i16
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_becomes_the_same_sixteen_bits() {
        assert_eq!(
            [i16::MIN, -1, 0, i16::MAX].map(mono),
            [i16::MIN, -1, 0, i16::MAX]
        );
        assert_eq!(
            [i32::MIN, 0, 1 << 16, i32::MAX].map(mono),
            [i16::MIN, 0, 1, i16::MAX]
        );
        assert_eq!([0_u8, 128, 255].map(mono), [i16::MIN, 0, 127 << 8]);
        assert_eq!(
            [-1.0_f32, 0.0, 0.5, 1.0].map(mono),
            [i16::MIN, 0, 1 << 14, i16::MAX]
        );
        assert_eq!([-9.0_f32, f32::NAN, 9.0].map(mono), [i16::MIN, 0, i16::MAX]);
    }

    #[test]
    fn channels_are_averaged() {
        assert_eq!(mix(&[i16::MAX; 8]), i16::MAX);
        assert_eq!(mix(&[i16::MIN, i16::MAX, 0]), 0);
    }

    fn mono<S: Sample>(sample: S) -> i16 {
        mix(&[sample])
    }
}
