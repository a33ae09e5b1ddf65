import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Density } from "../../app/preferences.ts";
import { Icon } from "../../ui/icon.tsx";

/** Two rows of the inbox as they will look, so that nobody has to go there and back to choose. */
export function RowSample({ density }: { density: Density }) {
  const { t } = useTranslation("settings");
  return (
    <div className={`row-sample ${density}`} aria-hidden="true">
      <SampleRow
        name="Maud Terpstra"
        words={t("sample.maud")}
        due={t("sample.maudDue")}
        look="soon"
        share={0.78}
        theirs
      />
      <SampleRow
        name="Elin Sandqvist"
        words={t("sample.elin")}
        due={t("sample.elinDue")}
        look=""
        share={0.4}
      />
    </div>
  );
}

type SampleRowProps = {
  name: string;
  words: string;
  due: string;
  look: string;
  share: number;
  theirs?: boolean;
};

function SampleRow({ name, words, due, look, share, theirs }: SampleRowProps) {
  return (
    <div className={theirs ? "theirs" : ""}>
      <i className="bar" />
      <Icon name={theirs ? "chat" : "email"} />
      <span className="who clip">{name}</span>
      <span className="words clip">{words}</span>
      <span className={`due ${look}`}>{due}</span>
      <span className={`fuse ${look}`} style={{ "--p": share } as CSSProperties}>
        <i className="gone" />
        <i className="left" />
        <i className="knot" />
        <i className="tick" />
      </span>
    </div>
  );
}
