export default function target(): never {
  throw new Error('no licence');
}
