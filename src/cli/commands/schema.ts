import { Argument } from 'commander'
import { type SchemaName, schemaNames, schemas } from '../schema/names.js'
import type { RegisterCommand } from './register.js'

/** What scripts may rely on, for whatever checks or completes by it. */
export const registerSchema: RegisterCommand = (program, context) => {
  program
    .command('schema')
    .summary('JSON Schemas of what svreset prints for scripts, and reads')
    .description(
      'Prints the JSON Schema (2020-12) of NAME; without NAME it lists them. They are in the package too, below dist/schemas/.',
    )
    .addArgument(new Argument('[NAME]', 'which one').choices(schemaNames))
    .action(async (name: SchemaName | undefined) => {
      if (name === undefined) {
        context.say(schemaNames.map(each => `${each.padEnd(8)} ${schemas[each]}\n`).join(''))
        return
      }
      const { jsonSchema } = await import('../schema/json-schema.js')
      context.stdout.write(`${JSON.stringify(jsonSchema(name), null, 2)}\n`)
    })
}
