// Hands the microphone's first channel to the page in runs of some 100 ms.
class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.run = new Float32Array(Math.round(sampleRate / 10));
    this.filled = 0;
    this.port.onmessage = () => this.send();
  }

  send() {
    this.port.postMessage(this.run.slice(0, this.filled));
    this.filled = 0;
  }

  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    for (const sample of samples) {
      this.run[this.filled++] = sample;
      if (this.filled === this.run.length) this.send();
    }
    return true;
  }
}
registerProcessor("capture", Capture);
