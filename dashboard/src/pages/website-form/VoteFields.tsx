import { Fold } from '../../ui/Fold';
import { DEFAULTS } from './draft';
import { NumberField } from './NumberField';
import type { PartProps } from './part';
import { QuorumFields } from './QuorumFields';
import { RegionFields } from './RegionFields';
import { SUMMARIES } from './summary';

/** From where it is checked, when it counts as down, and when that is an incident. */
export function VoteFields({ draft, at, isWrong, change }: PartProps) {
  return (
    <>
      <Fold
        title="Regions"
        summary={SUMMARIES.regions(draft)}
        isWrong={isWrong('regions', 'quorum')}
      >
        <RegionFields
          regions={draft.regions}
          error={at('regions')}
          onChange={(regions = null) => change({ regions })}
        />
        <QuorumFields
          quorum={draft.quorum}
          error={at('quorum')}
          onChange={(quorum = 'majority') => change({ quorum })}
        />
      </Fold>
      <Fold
        title="Incidents"
        summary={SUMMARIES.incidents(draft)}
        isWrong={isWrong('confirmationSecs', 'recoverySecs')}
      >
        <div className="row-of-fields">
          {(['confirmationSecs', 'recoverySecs'] as const).map((name) => (
            <NumberField
              key={name}
              name={name}
              draft={draft}
              otherwise={DEFAULTS[name]}
              at={at}
              change={change}
            />
          ))}
        </div>
      </Fold>
    </>
  );
}
