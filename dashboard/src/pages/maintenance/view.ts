import type { MaintenanceRowFragment } from '../../api/generated/graphql';
import { duration } from '../../ui/time';
import { weekdaysText } from '../../ui/weekdays';

/** When maintenance takes place that does so more than once, in words; null for once. */
export function ruleText({ rule, timeZone }: MaintenanceRowFragment): string | null {
  if (!rule) {
    return null;
  }
  const { daily, weekly, monthly, cron } = rule;
  if (daily) {
    return `Each day, ${daily.from} to ${daily.to}, ${timeZone}`;
  }
  if (weekly) {
    return `${weekdaysText(weekly.days)}, ${weekly.from} to ${weekly.to}, ${timeZone}`;
  }
  if (monthly) {
    const days = monthly.days.join(', ');
    return `Day ${days} of the month, ${monthly.from} to ${monthly.to}, ${timeZone}`;
  }
  if (cron) {
    return `${cron.expression} for ${duration(cron.durationSecs * 1_000)}, ${timeZone}`;
  }
  return `By a rule of a newer version, ${timeZone}`;
}

/** What maintenance is for, in words; its websites are those of its tags, too. */
export function subject({ websiteIds, tags }: MaintenanceRowFragment): string {
  if (!websiteIds) {
    return tags ? `those tagged ${tags.map(({ text }) => text).join(', ')}` : 'all websites';
  }
  const count = websiteIds.length === 1 ? '1 website' : `${websiteIds.length} websites`;
  return tags
    ? `${count}, those tagged ${tags.map(({ text }) => text).join(', ')} among them`
    : count;
}
