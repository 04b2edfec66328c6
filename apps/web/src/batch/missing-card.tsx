import { Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import classes from "./batch-page.module.css";

interface Props {
  icon: Icon;
  title: string;
  text: string;
  /** What can be done. */
  children: ReactNode;
}

/** Stands where a batch would be. */
export function MissingCard({ icon: CardIcon, title, text, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    document.title = `${title} · Symphony`;
  }, [title]);
  return (
    <div className={`card ${classes["missing"]}`}>
      <CardIcon size={44} stroke={1.4} aria-hidden className="quiet" />
      <Title order={1} fz={22} ref={heading} tabIndex={-1}>
        {title}
      </Title>
      <p>{text}</p>
      {children}
    </div>
  );
}
