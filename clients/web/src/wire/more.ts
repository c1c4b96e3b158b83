/* The shapes of what only pages that are fetched later ask for: they import this. */
import { MORE_SHAPES } from '../../generated/more_shapes.ts';
import { learnShapes } from './check.ts';

learnShapes(MORE_SHAPES);
