import { qrPath } from './qr';

interface Props {
  text: string;
  label: string;
}

/** A QR code, black on white in every color scheme: not every app reads the reverse. */
export function QrCode({ text, label }: Props) {
  const { size, path } = qrPath(text);
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" shapeRendering="crispEdges" />
    </svg>
  );
}
