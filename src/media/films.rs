//! What is done with films, sound and telephones' pictures by programs that are not ours.
//!
//! The demuxer is named each time: left to guess, such a program also knows lists of further files and
//! addresses to fetch, and what a stranger sends would choose among them.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use super::tools::{Task, Tools};
use crate::base::error::{Error, Result};

/// Where a program reads its standard input as a file, from any place in it.
const INPUT: &str = "/dev/stdin";
/// Samples of each second that are enough to see how loud it is.
const SAMPLES: &str = "1000";
/// Seconds of a sound whose loudness is looked at.
const LOUD_SECS: &str = "3600";
/// A film takes about as long as it plays on a small computer.
const CONVERTING: Duration = Duration::from_secs(3 * 60 * 60);

/// How H.264 stores its colours where every browser can play it: finer ones only some can.
const USUAL_PIXELS: [&str; 2] = ["yuv420p", "yuvj420p"];

/// What a film or a sound says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Film {
    /// How long it plays.
    pub duration_ms: Option<i64>,
    /// Pixels across and down as they are seen.
    pub dimensions: Option<(u32, u32)>,
    /// What its picture is coded in; with its colours, where those are finer than browsers know.
    pub video: Option<String>,
    /// What its sound is coded in.
    pub audio: Option<String>,
}

#[derive(Deserialize)]
struct Report {
    #[serde(default)]
    streams: Vec<Stream>,
    format: Option<Format>,
}

#[derive(Deserialize)]
struct Stream {
    codec_type: Option<String>,
    codec_name: Option<String>,
    pix_fmt: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    #[serde(default)]
    side_data_list: Vec<SideData>,
    disposition: Option<Disposition>,
}

#[derive(Deserialize)]
struct SideData {
    rotation: Option<i32>,
}

#[derive(Deserialize)]
struct Disposition {
    attached_pic: i32,
}

#[derive(Deserialize)]
struct Format {
    duration: Option<String>,
}

/// What such a program calls the form of a file of this type.
fn demuxer(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "video/mp4" | "video/quicktime" | "video/x-m4v" | "audio/mp4" => "mov",
        "video/webm" | "video/x-matroska" | "audio/webm" => "matroska",
        "video/x-msvideo" => "avi",
        "video/mpeg" => "mpeg",
        "video/x-flv" => "flv",
        "video/x-ms-wmv" => "asf",
        "audio/mpeg" => "mp3",
        "audio/ogg" | "video/ogg" => "ogg",
        "audio/x-flac" => "flac",
        "audio/wav" => "wav",
        "audio/aac" => "aac",
        "audio/amr" => "amr",
        "audio/x-aiff" => "aiff",
        _ => return None,
    })
}

/// What a film or a sound says of itself; `None` without a program that knows, or if it knows nothing.
pub async fn film(tools: &Tools, content: File, media_type: &str) -> Result<Option<Film>> {
    let Some(form) = demuxer(media_type) else {
        return Ok(None);
    };
    let asked = "format=duration:stream=codec_type,codec_name,pix_fmt,width,height:stream_side_data=rotation:stream_disposition=attached_pic";
    let arguments = [
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-f",
        form,
        "-show_entries",
        asked,
        "-of",
        "json",
        INPUT,
    ];
    let said = tools.ffprobe(Task::new(content, arguments)).await?;
    let report = said.and_then(|said| serde_json::from_slice::<Report>(&said).ok());
    Ok(report.map(understood))
}

fn understood(report: Report) -> Film {
    let of = |kind: &str| {
        report.streams.iter().find(|stream| {
            let is_cover = stream
                .disposition
                .as_ref()
                .is_some_and(|disposition| disposition.attached_pic != 0);
            stream.codec_type.as_deref() == Some(kind) && !is_cover
        })
    };
    let video = of("video");
    let dimensions = video.and_then(|video| {
        let (width, height) = (video.width?, video.height?);
        let turn = video.side_data_list.iter().find_map(|side| side.rotation);
        match turn.unwrap_or(0).rem_euclid(180) {
            90 => Some((height, width)),
            _ => Some((width, height)),
        }
    });
    let secs = report
        .format
        .and_then(|format| format.duration?.parse::<f64>().ok())
        .filter(|secs| secs.is_finite() && *secs > 0.0 && *secs < 1e9);
    Film {
        #[expect(clippy::cast_possible_truncation, reason = "below a million million")]
        duration_ms: secs.map(|secs| (secs * 1_000.0) as i64),
        dimensions,
        video: video.and_then(coding),
        audio: of("audio").and_then(|audio| audio.codec_name.clone()),
    }
}

fn coding(video: &Stream) -> Option<String> {
    let name = video.codec_name.as_deref()?;
    Some(match video.pix_fmt.as_deref() {
        Some(pixels) if name == "h264" && !USUAL_PIXELS.contains(&pixels) => {
            format!("{name} in {pixels}")
        }
        _ => name.to_owned(),
    })
}

fn reading(form: &'static str) -> Vec<OsString> {
    [
        "-v",
        "error",
        "-nostdin",
        "-protocol_whitelist",
        "file,pipe",
        "-threads",
        "1",
        "-f",
        form,
        "-i",
        INPUT,
    ]
    .map(OsString::from)
    .to_vec()
}

fn with(mut arguments: Vec<OsString>, more: &[&str]) -> Vec<OsString> {
    arguments.extend(more.iter().map(OsString::from));
    arguments
}

/// A picture of a film's beginning, as a JPEG that still has to be looked at.
pub async fn poster(tools: &Tools, content: File, media_type: &str) -> Result<Option<Vec<u8>>> {
    let Some(form) = demuxer(media_type) else {
        return Ok(None);
    };
    let chosen = [
        // Often the very first picture is black.
        "-map",
        "0:v:0",
        "-vf",
        "thumbnail=24,scale='min(1600,iw)':-2",
        "-frames:v",
        "1",
        "-f",
        "image2pipe",
        "-c:v",
        "mjpeg",
        "-q:v",
        "4",
        "pipe:1",
    ];
    let mut task = Task::new(content, with(reading(form), &chosen));
    task.most_bytes = 8 * 1024 * 1024;
    let said = tools.ffmpeg(task).await?;
    Ok(said.filter(|said| !said.is_empty()))
}

/// Samples of a sound, for [`bars`](super::bars).
pub async fn loudness(tools: &Tools, content: File, media_type: &str) -> Result<Option<Vec<u8>>> {
    let Some(form) = demuxer(media_type) else {
        return Ok(None);
    };
    let chosen = [
        "-map", "0:a:0", "-t", LOUD_SECS, "-ac", "1", "-ar", SAMPLES, "-f", "s16le", "pipe:1",
    ];
    let mut task = Task::new(content, with(reading(form), &chosen));
    task.most_bytes = 8 * 1024 * 1024;
    tools.ffmpeg(task).await
}

/// Writes a film or a sound into `place` as every browser plays it: H.264 and AAC in an MP4 whose index
/// comes first. False if that cannot be done; where only so many bytes are too few for it, the disk is full.
pub async fn converted(
    tools: &Tools,
    content: File,
    media_type: &str,
    film: &Film,
    place: &Path,
    most_bytes: u64,
) -> Result<bool> {
    let Some(form) = demuxer(media_type) else {
        return Ok(false);
    };
    let video: &[&str] = match film.video.as_deref() {
        None => &["-vn"],
        Some("h264") => &["-map", "0:v:0", "-c:v", "copy"],
        Some(_) => &[
            "-map",
            "0:v:0",
            // H.264 in the usual colours has even sides only.
            "-vf",
            "scale='if(gt(iw,ih),ceil(min(1280,iw)/2)*2,-2)':'if(gt(iw,ih),-2,ceil(min(1280,ih)/2)*2)',format=yuv420p",
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            "24",
        ],
    };
    let audio: &[&str] = match film.audio.as_deref() {
        None => &["-an"],
        Some("aac") => &["-map", "0:a:0", "-c:a", "copy"],
        Some(_) => &["-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2"],
    };
    let mut arguments = with(with(reading(form), video), audio);
    // Neither where nor when nor with what it was taken.
    arguments = with(arguments, &["-map_metadata", "-1", "-map_chapters", "-1"]);
    arguments = with(arguments, &["-threads", "1", "-movflags", "+faststart"]);
    arguments = with(arguments, &["-f", "mp4", "-y"]);
    arguments.push(place.into());
    let mut task = Task::new(content, arguments);
    task.patience = CONVERTING;
    task.most_written = most_bytes;
    let is_done = tools.ffmpeg(task).await?.is_some();
    // Whoever is stopped by a limit has written exactly as much.
    match is_done || place.metadata()?.len() < most_bytes {
        true => Ok(is_done),
        false => Err(Error::StorageFull),
    }
}

/// Writes a telephone's picture into `place`, whose name ends in `.jpg`, as a JPEG that still has to be
/// looked at. False if that cannot be done.
pub async fn from_heif(tools: &Tools, content: File, place: &Path) -> Result<bool> {
    let arguments = [
        OsString::from("-q"),
        OsString::from("88"),
        OsString::from(INPUT),
        place.into(),
    ];
    let said = tools.heif(Task::new(content, arguments)).await?;
    Ok(said.is_some() && place.exists())
}
