import decodeQR from 'qr/decode.js';
import { Unavailable } from './platform';

/** Small enough for an old phone to read ten times a second, large enough for a code at arm's length. */
const WIDTH = 640;

const element = <K extends keyof HTMLElementTagNameMap>(name: K, className: string, text = '') => {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
};

/** Opens the camera over the page until a QR code is read or the person closes it. */
export async function scanWithCamera(): Promise<string | undefined> {
  if (!navigator.mediaDevices?.getUserMedia) throw new Unavailable('这个浏览器用不了相机。请用微信扫一扫，或找工作人员代签。');
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', width: { ideal: 1280 } } });
  } catch {
    throw new Unavailable('相机打不开。请在浏览器设置里允许使用相机，或找工作人员代签。');
  }

  const video = element('video', 'camera-picture');
  video.muted = true;
  video.setAttribute('playsinline', '');
  video.srcObject = stream;
  const close = element('button', 'camera-close', '关闭相机');
  close.type = 'button';
  const layer = element('div', 'camera');
  layer.setAttribute('role', 'dialog');
  layer.setAttribute('aria-label', '扫码');
  layer.append(video, element('p', 'camera-word', '对准屏幕上的签到码'), close);
  document.body.append(layer);

  try {
    await video.play();
    close.focus();
    return await new Promise<string | undefined>((resolve) => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      let timer = 0;
      const look = () => {
        const text = pen ? read(video, canvas, pen) : undefined;
        if (text === undefined) timer = window.setTimeout(look, 100);
        else resolve(text);
      };
      close.addEventListener('click', () => {
        window.clearTimeout(timer);
        resolve(undefined);
      });
      look();
    });
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    layer.remove();
  }
}

function read(video: HTMLVideoElement, canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D): string | undefined {
  if (video.videoWidth === 0) return undefined;
  const scale = Math.min(1, WIDTH / Math.min(video.videoWidth, video.videoHeight));
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  pen.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(pen.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    // No code in this picture.
    return undefined;
  }
}
