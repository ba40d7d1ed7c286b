/** Asking the cluster, and what it answered. */
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Action, Op, ReadWay } from '../engine/protocol';
import { act, frame, settings } from '../state/run';
import { LatestAnswers } from './answers';
import * as form from './asking';
import { remember } from './announcer';
import { NumberField, Segments, Select, SliderField, Switch } from './fields';
import { clientNames, replicaNames } from './packed';
import { clients as clientCount, replicas as replicaCount } from './paced-frame';
import { tune } from './tune';
import { showFoot } from './view';

const OPS: [form.OpName, string][] = [
  ['put', 'put'],
  ['get', 'get'],
  ['delete', 'delete'],
  ['compare_and_set', 'compare & set'],
];

const READS: [ReadWay | '', string][] = [
  ['', 'as set'],
  ['log', 'through the log'],
  ['read_index', 'ReadIndex'],
  ['lease', 'lease'],
];

export function ClientPanel() {
  return (
    <section class="panel client" aria-label="Client" data-region tabIndex={-1}>
      <h2 class="eyebrow">Client</h2>
      <RequestForm />
      <Workload />
      <div class="answers-head">
        <h2 class="eyebrow">Answers</h2>
        <button class="go" title="What each client did when (Y)" onClick={() => showFoot('history')}>
          History
        </button>
      </div>
      <LatestAnswers />
    </section>
  );
}

function operation(): Op {
  const key = form.key.value;
  const value = form.value.value;
  switch (form.op.value) {
    case 'put':
      return { op: 'put', key, value };
    case 'compare_and_set':
      return { op: 'compare_and_set', key, expect: form.expect.value, value };
    case 'get':
      return form.read.value ? { op: 'get', key, read: form.read.value } : { op: 'get', key };
    case 'delete':
      return { op: 'delete', key };
  }
}

/** The last call for the form that was followed: showing it again later is not another one. */
let followed = 0;

function RequestForm() {
  const keyField = useRef<HTMLInputElement>(null);
  const refused = useSignal<string | null>(null);
  const clients = clientNames(clientCount.value);
  const replicas = replicaNames(replicaCount.value);
  const op = form.op.value;
  const asked = form.asked.value;

  // Before the next key arrives, so that what is typed at once lands in the field.
  useLayoutEffect(() => {
    if (asked === followed) return;
    followed = asked;
    keyField.current?.focus();
    keyField.current?.select();
  }, [asked]);

  // What was chosen for another run may not be there in this one.
  const client = clients.includes(form.client.value) ? form.client.value : (clients[0] ?? 'C1');
  const to = replicas.includes(form.to.value) ? form.to.value : 'leader';

  const send = async (): Promise<void> => {
    const action: Action = { do: 'request', client, to, ...operation() };
    const now = frame.peek()?.now ?? 0;
    const why = await act(action);
    refused.value = why ? `${why.place}: ${why.message}` : null;
    if (!why) remember(client, now);
  };

  return (
    <form
      class="request"
      onSubmit={(e) => {
        e.preventDefault();
        void send();
      }}
    >
      <Segments label="Operation" value={op} options={OPS} set={(v) => (form.op.value = v)} />
      <div class="pair">
        <Text label="Key" of={form.key} field={keyField} />
        {op === 'compare_and_set' ? <Text label="Expect" of={form.expect} /> : null}
        {op === 'put' || op === 'compare_and_set' ? <Text label="Value" of={form.value} /> : null}
        {op === 'get' ? (
          <Select label="Read" value={form.read.value} options={READS} set={(v) => (form.read.value = v)} />
        ) : null}
      </div>
      <div class="pair">
        <Select
          label="Client"
          value={client}
          options={clients.map((name) => [name, name])}
          set={(v) => (form.client.value = v)}
        />
        <Select
          label="To"
          value={to}
          options={[['leader', 'whoever leads'], ...replicas.map((name): [string, string] => [name, name])]}
          set={(v) => (form.to.value = v)}
        />
      </div>
      <button class="primary" type="submit" disabled={clients.length === 0}>
        Send
      </button>
      {refused.value ? <p class="wrong">{refused}</p> : null}
    </form>
  );
}

interface TextProps {
  label: string;
  of: typeof form.key;
  field?: RefObject<HTMLInputElement | null>;
}

function Text({ label, of, field }: TextProps) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      <input
        {...(field ? { ref: field } : {})}
        type="text"
        class="mono"
        autoComplete="off"
        autoCapitalize="off"
        spellcheck={false}
        value={of.value}
        onInput={(e) => (of.value = e.currentTarget.value)}
      />
    </label>
  );
}

/** The rate that the switch goes back to. */
const USUAL_RATE = 20;

function Workload() {
  const usual = useSignal(USUAL_RATE);
  const workload = settings.value?.workload;
  if (!workload) return null;
  const on = workload.rate > 0;
  return (
    <div class="workload">
      <h2 class="eyebrow">Workload</h2>
      <Switch
        on={on}
        set={(start) => {
          if (!start) usual.value = workload.rate;
          void tune({ workload: { rate: start ? usual.value : 0 } });
        }}
      >
        Clients ask by themselves
      </Switch>
      {on ? (
        <div class="pair">
          <NumberField
            label="Requests"
            unit="per second"
            value={+workload.rate.toPrecision(3)}
            min={0}
            max={10000}
            set={(rate) => tune({ workload: { rate } })}
          />
          <SliderField
            label="Share of gets"
            value={workload.gets}
            min={0}
            max={1}
            step={0.05}
            written={`${Math.round(workload.gets * 100)}%`}
            set={(gets) => void tune({ workload: { gets } })}
          />
        </div>
      ) : null}
    </div>
  );
}
