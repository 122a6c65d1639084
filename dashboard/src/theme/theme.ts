import { Button, Modal, Tooltip, createTheme } from '@mantine/core';

// Colors are CSS variables (mantine.css); here is only what components do.
export const theme = createTheme({
  components: {
    // Locking the scroll writes an inline style; mantine.css does the same.
    Modal: Modal.extend({
      defaultProps: {
        lockScroll: false,
        centered: true,
        closeButtonProps: { 'aria-label': 'Close' },
        // A header in a dialog is not the banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300 } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
  },
});
