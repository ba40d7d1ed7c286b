/** What keys do, and what is dropped or pasted: fetched when the cluster runs. */
import { useEffect } from 'preact/hooks';
import { DropArea } from '../panels/drop-area';
import { onKey } from './keys';

export function Hands() {
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return <DropArea />;
}
