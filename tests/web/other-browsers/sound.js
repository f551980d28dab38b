// A sound card without hardware: a private PulseAudio daemon. Its loudspeaker is heard by nobody, its microphone hums.

const { execFileSync } = require("node:child_process");
const path = require("node:path");
const { eventually } = require("../console/stage");
const { begin } = require("./programs");

const HUM_HERTZ = 440;

/** Starts it; `env` makes programs use it. */
async function soundCard(folder, ends) {
  const socket = path.join(folder, "sound");
  const modules = [
    `module-native-protocol-unix socket=${socket} auth-anonymous=1`,
    "module-null-sink sink_name=loudspeaker rate=48000",
    "module-null-sink sink_name=room rate=44100",
    `module-sine sink=room rate=44100 frequency=${HUM_HERTZ}`,
    "module-remap-source source_name=microphone master=room.monitor",
  ];
  const flags = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--realtime=no", "--high-priority=no"];
  begin(ends, "pulseaudio", [...flags, ...modules.flatMap((module) => ["--load", module])], {
    stdio: "ignore",
    env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, LANG: "C.UTF-8" },
  });
  const env = { PULSE_SERVER: `unix:${socket}` };
  await eventually(() => execFileSync("pactl", ["info"], { env: { ...process.env, ...env }, stdio: "ignore" }));
  return { env };
}

module.exports = { HUM_HERTZ, soundCard };
