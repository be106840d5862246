import kit from './kit.json';

export default { ...kit };
