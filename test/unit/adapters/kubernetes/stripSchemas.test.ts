import { describe, expect, it } from 'vitest';
import { stripSchemas } from '../../../../src/adapters/kubernetes/stripSchemas.ts';

describe('stripSchemas', () => {
  it('drops prose, and keeps properties, defaults and enums of those names', () => {
    const properties = {
      description: { type: 'string', description: 'prose', default: { description: 'kept' } },
      list: { type: 'array', 'x-kubernetes-list-map-keys': ['name'], items: { title: 'prose' } },
    };
    const document = {
      paths: {},
      components: { schemas: { A: { description: 'p', properties } } },
    };
    expect(stripSchemas(document)).toEqual({
      A: {
        properties: {
          description: { type: 'string', default: { description: 'kept' } },
          list: { type: 'array', 'x-kubernetes-list-map-keys': ['name'], items: {} },
        },
      },
    });
  });

  it('has nothing where the document has nothing', () => {
    expect(stripSchemas({})).toEqual({});
  });
});
