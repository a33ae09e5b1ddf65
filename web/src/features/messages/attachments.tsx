import type { Attachment } from "@amends/server/contract";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fileSize } from "../../app/format.ts";
import { Icon } from "../../ui/icon.tsx";

const ImageViewer = lazy(() =>
  import("./image-viewer.tsx").then((module) => ({ default: module.ImageViewer })),
);

/** Never SVG: it is a document that can carry script. */
const shown = /^image\/(png|jpeg|gif|webp|avif)$/;
export const isShownImage = (file: Pick<Attachment, "media_type">) => shown.test(file.media_type);

export function Attachments({ list }: { list: readonly Attachment[] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (list.length === 0) return null;
  const images = list.filter(isShownImage);
  return (
    <>
      <ul className="files">
        {list.map((file) => (
          <li key={file.id}>
            {isShownImage(file) ? (
              <Thumbnail file={file} onOpen={() => setOpen(file.id)} />
            ) : (
              <FileLink file={file} />
            )}
          </li>
        ))}
      </ul>
      {open && (
        <Suspense>
          <ImageViewer images={images} first={open} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </>
  );
}

function Thumbnail({ file, onOpen }: { file: Attachment; onOpen: () => void }) {
  const { t } = useTranslation("inbox");
  // Its room is kept before it comes, so that nothing below it moves.
  const ratio = file.width && file.height ? file.width / file.height : 4 / 3;
  const height = 160;
  const width = Math.round(Math.min(Math.max(height * ratio, 80), 320));
  return (
    <button type="button" className="thumb" onClick={onOpen} aria-label={t("file.look", { name: file.name })}>
      <img src={file.url} alt="" width={width} height={height} loading="lazy" decoding="async" />
    </button>
  );
}

function FileLink({ file }: { file: Attachment }) {
  const { i18n } = useTranslation();
  return (
    <a className="file" href={file.url} download={file.name} target="_blank" rel="noopener">
      <Icon name="file" />
      <bdi className="clip">{file.name}</bdi>
      <span className="meta num">{fileSize(file.size, i18n.language)}</span>
    </a>
  );
}
