import composer from "./styles/composer.css";
import forms from "./styles/forms.css";
import panel from "./styles/panel.css";
import talk from "./styles/talk.css";
import tokens from "./styles/tokens.css";
import waiting from "./styles/waiting.css";

export const panelCss = tokens + panel + talk + waiting + forms + composer;
