import told from '../../../tests/unit/identifying.json';

/** What the server tells each tab: a test of the server holds this copy to it. */
export const IDENTIFYING = told.patterns;
