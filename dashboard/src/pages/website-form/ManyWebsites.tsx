import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';

import { linesIn } from './many';
import { TagsField } from './TagsField';
import { useMany, type Result } from './use-many';

interface Props {
  /** What was pasted. */
  initial: string;
}

/** Adds many websites at once, one a line. */
export function ManyWebsites({ initial }: Props) {
  const [text, setText] = useState(initial);
  const [tags, setTags] = useState<string[]>([]);
  // What failed stays, to be mended and tried again.
  const { results, isAdding, add } = useMany((failed) => setText(failed.join('\n')));
  const count = linesIn(text).length;
  const done = results.filter(({ id, problem }) => id !== null || problem !== null).length;
  return (
    <form
      className="form panel many"
      onSubmit={(event) => {
        event.preventDefault();
        void add(text, tags);
      }}
    >
      <Textarea
        label="Addresses"
        description="One a line, with a name behind it if you like: https://example.org/ Shop"
        className="code"
        rows={10}
        spellCheck={false}
        readOnly={isAdding}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <TagsField value={tags} error={null} onChange={setTags} />
      <div className="actions">
        <Button type="submit" loading={isAdding} disabled={count === 0}>
          {count === 1 ? 'Add 1 website' : `Add ${count} websites`}
        </Button>
      </div>
      <div role="status">
        {results.length > 0 && (
          <p>
            {isAdding
              ? `${done} of ${results.length}`
              : `${results.filter(({ id }) => id !== null).length} of ${results.length} are added.`}
          </p>
        )}
      </div>
      {results.length > 0 && (
        <ol className="many-results" aria-label="What became of each line">
          {results.map((result, index) => (
            <ResultItem key={index} result={result} />
          ))}
        </ol>
      )}
    </form>
  );
}

function ResultItem({ result: { line, id, problem } }: { result: Result }) {
  return (
    <li className="text">
      {id === null ? <bdi>{line}</bdi> : <Link href={`/websites/${id}`}>{line}</Link>}
      {': '}
      {id !== null ? 'added' : (problem && <span className="danger-text">{problem}</span>) || '…'}
    </li>
  );
}
