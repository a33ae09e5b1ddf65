let context: AudioContext | undefined;

/** Two soft notes, the second a fifth higher: heard across a room, not across the street. No file to fetch. */
export function playNotice(): void {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") void context.resume();
    note(context, 587.33, 0);
    note(context, 880, 0.14);
  } catch {
    // No sound here, or none before somebody has touched the page; the other ways remain.
  }
}

function note(audio: AudioContext, frequency: number, after: number): void {
  const start = audio.currentTime + after;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = "sine";
  tone.frequency.value = frequency;
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(0.16, start + 0.015);
  volume.gain.exponentialRampToValueAtTime(0.001, start + 0.5);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + 0.55);
}
