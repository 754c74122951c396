import type { CommitPreview } from '../engine/committer.ts';
import type { StatusStore } from '../engine/statusStore.ts';

type ChangedFile = CommitPreview['files'][number];

/**
 * A file of a commit as people may read it: values that no page may show are hidden in both texts,
 * by their look and by what the engine masks.
 */
export async function readableFile(
  { file, before, after }: ChangedFile,
  store: StatusStore,
): Promise<ChangedFile> {
  // It brings the YAML library, which the extension does without until then.
  const { hideSecretText } = await import('../core/diff/hideSecretText.ts');
  const masked = [...store.objects()].flatMap(({ source, findings }) =>
    source?.file !== file
      ? []
      : findings.flatMap(({ masked: is, path }) => (is === true ? [{ source, path }] : [])),
  );
  return {
    file,
    ...(before === undefined ? {} : { before: hideSecretText(before, file, masked) }),
    ...(after === undefined ? {} : { after: hideSecretText(after, file, masked) }),
  };
}
