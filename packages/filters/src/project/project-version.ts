/** The newest version of the project document. */
export const PROJECT_VERSION = 1;
