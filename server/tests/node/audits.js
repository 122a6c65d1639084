// The public audits of GraphQL over HTTP against the server at the URL given. Prints how many
// there are; fails with those that are not met.
import { serverAudits } from 'graphql-http';

const audits = serverAudits({ url: process.argv[2] });
const results = await Promise.all(audits.map((audit) => audit.fn()));
const failed = results.filter((result) => result.status !== 'ok');
for (const { id, name, reason } of failed) console.error(`${id} ${name}: ${reason}`);
console.log(results.length);
process.exit(failed.length === 0 ? 0 : 1);
