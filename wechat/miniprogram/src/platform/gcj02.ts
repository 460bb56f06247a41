const AXIS = 6378245;
const ECCENTRICITY = 0.00669342162296594;

/** WGS-84, as a browser says it, to GCJ-02, as maps of China have it; the published approximation, good to a few metres. */
export function gcj02(longitude: number, latitude: number): { longitude: number; latitude: number } {
  if (longitude < 73 || longitude > 136 || latitude < 3 || latitude > 54) return { longitude, latitude };
  const x = longitude - 105;
  const y = latitude - 35;
  const wave = (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * (2 / 3);
  const north =
    -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + wave +
    (20 * Math.sin(y * Math.PI) + 40 * Math.sin((y / 3) * Math.PI)) * (2 / 3) +
    (160 * Math.sin((y / 12) * Math.PI) + 320 * Math.sin((y / 30) * Math.PI)) * (2 / 3);
  const east =
    300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + wave +
    (20 * Math.sin(x * Math.PI) + 40 * Math.sin((x / 3) * Math.PI)) * (2 / 3) +
    (150 * Math.sin((x / 12) * Math.PI) + 300 * Math.sin((x / 30) * Math.PI)) * (2 / 3);
  const angle = (latitude / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY * Math.sin(angle) ** 2;
  const root = Math.sqrt(magic);
  return {
    longitude: longitude + (east * 180) / ((AXIS / root) * Math.cos(angle) * Math.PI),
    latitude: latitude + (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (magic * root)) * Math.PI),
  };
}
