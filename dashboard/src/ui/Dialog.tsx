import { Modal, type ModalProps } from '@mantine/core';
import { useLayoutEffect } from 'react';

/** A dialog for as long as it is mounted; afterwards the focus is where it was before. */
export function Dialog(props: Omit<ModalProps, 'opened'>) {
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, []);
  return <Modal opened {...props} />;
}
