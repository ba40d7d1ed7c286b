import { ask } from '../asking';
import { Answers } from '../answers';
import { slowFrame } from '../paced-frame';
import { CardHead } from './card-head';

export function ClientCard({ name }: { name: string }) {
  const answers = slowFrame.value?.answers.filter((answer) => answer.client === name) ?? [];
  return (
    <>
      <CardHead what="Client">{name}</CardHead>
      <div class="actions">
        <button onClick={() => ask({ client: name })}>Send a request…</button>
      </div>
      <h3>Answers</h3>
      <Answers of={answers} empty={`${name} has asked nothing yet.`} />
    </>
  );
}
