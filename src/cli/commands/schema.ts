import { Argument } from 'commander'
import { type SchemaName, schemaNames, schemas } from '../schema/names.js'
import type { RegisterCommand } from './register.js'

/** The shapes that scripts may rely on, for programs that validate or complete. */
export const registerSchema: RegisterCommand = (program, context) => {
  program
    .command('schema')
    .summary('print the JSON Schemas of all that svreset prints for scripts, and reads')
    .description(
      'Prints the JSON Schema (2020-12) with this NAME. Without NAME, lists all schemas. The package also has them in dist/schemas/.',
    )
    .addArgument(new Argument('[NAME]', 'the name of a schema').choices(schemaNames))
    .action(async (name: SchemaName | undefined) => {
      if (name === undefined) {
        context.say(schemaNames.map(each => `${each.padEnd(8)} ${schemas[each]}\n`).join(''))
        return
      }
      const { jsonSchema } = await import('../schema/json-schema.js')
      context.stdout.write(`${JSON.stringify(jsonSchema(name), null, 2)}\n`)
    })
}
