#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| understudy::fuzzing::head(data));
