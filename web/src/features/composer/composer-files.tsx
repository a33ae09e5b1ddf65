import type { Attachment } from "@amends/server/contract";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { fileSize } from "../../app/format.ts";
import { Icon } from "../../ui/icon.tsx";
import type { Running } from "./use-uploads.ts";

type FilesProps = {
  files: readonly Attachment[];
  running: readonly Running[];
  onRemove: (left: Attachment[]) => void;
};

/** What goes out with the words, and what is still on its way here. */
export function ComposerFiles({ files, running, onRemove }: FilesProps) {
  const { t, i18n } = useTranslation("inbox");
  if (files.length === 0 && running.length === 0) return null;
  return (
    <ul className="out-files">
      {files.map((file) => (
        <li key={file.id} className="file">
          <Icon name={file.media_type.startsWith("image/") ? "image" : "file"} />
          <bdi className="clip">{file.name}</bdi>
          <span className="meta num">{fileSize(file.size, i18n.language)}</span>
          <button
            type="button"
            className="chip-x"
            aria-label={t("file.remove", { name: file.name })}
            onClick={() => onRemove(files.filter((each) => each.id !== file.id))}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
      {running.map((file) => (
        <li key={file.key} className="file running" style={{ "--share": file.share } as CSSProperties}>
          <Icon name="file" />
          <bdi className="clip">{file.name}</bdi>
          <span
            className="meta num"
            role="progressbar"
            aria-label={t("file.uploading", { name: file.name })}
            aria-valuenow={Math.round(file.share * 100)}
          >
            {Math.round(file.share * 100)} %
          </span>
          <button
            type="button"
            className="chip-x"
            aria-label={t("file.cancel", { name: file.name })}
            onClick={file.cancel}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
