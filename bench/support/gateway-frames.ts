/** A progress frame as the `COUNT` script builds it, with the time at which it was sent. */
export function frameFor(batchId: string, seq: number): string {
  const sentAt = (performance.timeOrigin + performance.now()).toFixed(3).padStart(17, "0");
  return (
    `{"event":"progress","batch_id":"${batchId}","seq":${seq},"processed":${seq},"total":10000,"valid":${seq},"invalid":0,"error":0,"percentage":12.3,` +
    `"eta_seconds":100,"item_seq":${seq},"current_file":"sent-at-${sentAt}.jpg","current_status":"Valid","timestamp":"2000-01-01T00:00:00.000Z"}`
  );
}
