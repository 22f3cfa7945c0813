import { colourTable, type ColourMapName } from '#shared/colour-maps';
import { CLEAR_BELOW, FIRST_SHARE, OPAQUE_ABOVE } from '#shared/heat-map';
import { type HeatGrid, type HeatLook, paintHeat } from '../../lib/heat.ts';
import type { Placement } from '../../lib/viewport.ts';

/** A frame's map and how it is drawn. */
type HeatDrawing = HeatGrid & HeatLook;

/** Draws a map into a canvas over the picture: `crop` is where its grid lies, in pixels of the canvas. */
export interface HeatLayer {
  draw(heat: HeatDrawing | null, crop: Placement | null): void;
  close(): void;
}

/** By the graphics card where there is one, else by hand; both as shared/heat-map.ts defines it. */
export function heatLayer(canvas: HTMLCanvasElement): HeatLayer {
  const gl = canvas.getContext('webgl2', { premultipliedAlpha: true, antialias: false });
  return gl ? new ShaderLayer(canvas, gl) : new PixelLayer(canvas.getContext('2d')!);
}

const CORNERS = `#version 300 es
void main() { gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0); }`;

/** The same arithmetic as axisTaps, colourIndex and heatAlpha. */
const HEAT = `#version 300 es
precision highp float;
uniform sampler2D grid;
uniform sampler2D colours;
uniform vec4 crop; // left, bottom, width, height in pixels
uniform float largest, opacity;
uniform bool isSmooth, isSigned;
out vec4 colour;
float cell(ivec2 at, ivec2 cells) { return texelFetch(grid, clamp(at, ivec2(0), cells - 1), 0).r; }
void main() {
  vec2 share = (gl_FragCoord.xy - crop.xy) / crop.zw;
  if (any(lessThan(share, vec2(0.0))) || any(greaterThanEqual(share, vec2(1.0)))) discard;
  ivec2 cells = textureSize(grid, 0);
  vec2 at = vec2(share.x, 1.0 - share.y) * vec2(cells);
  float value;
  if (isSmooth) {
    vec2 first = floor(at - 0.5);
    vec2 t = at - 0.5 - first;
    t = t * t * (3.0 - 2.0 * t);
    ivec2 i = ivec2(first);
    float above = mix(cell(i, cells), cell(i + ivec2(1, 0), cells), t.x);
    float below = mix(cell(i + ivec2(0, 1), cells), cell(i + ivec2(1, 1), cells), t.x);
    value = mix(above, below, t.y);
  } else {
    value = cell(ivec2(at), cells);
  }
  float strength = largest > 0.0 ? value / largest : 0.0;
  float t = clamp((abs(strength) - ${CLEAR_BELOW.toFixed(4)}) / ${(OPAQUE_ABOVE - CLEAR_BELOW).toFixed(4)}, 0.0, 1.0);
  float alpha = opacity * t * t * (3.0 - 2.0 * t);
  float position = isSigned ? (strength + 1.0) / 2.0 : ${FIRST_SHARE.toFixed(4)} + ${(1 - FIRST_SHARE).toFixed(4)} * strength;
  int index = int(clamp(floor(255.0 * position + 0.5), 0.0, 255.0));
  colour = vec4(texelFetch(colours, ivec2(index, 0), 0).rgb * alpha, alpha);
}`;

class ShaderLayer implements HeatLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #ending = new AbortController();
  #program: WebGLProgram | null = null;
  #colourMap: ColourMapName | null = null;
  #last: [HeatDrawing | null, Placement | null] = [null, null];

  constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.#canvas = canvas;
    this.#gl = gl;
    const { signal } = this.#ending;
    // The graphics driver may start anew at any time: all that was made is made again.
    canvas.addEventListener('webglcontextlost', (event) => event.preventDefault(), { signal });
    canvas.addEventListener(
      'webglcontextrestored',
      () => {
        this.#program = null;
        this.#colourMap = null;
        this.draw(...this.#last);
      },
      { signal },
    );
  }

  draw(heat: HeatDrawing | null, crop: Placement | null): void {
    this.#last = [heat, crop];
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!heat || !crop) return;
    this.#program ??= this.#made();
    gl.useProgram(this.#program);
    this.#sendGrid(heat);
    this.#sendColours(heat.colourMap);
    const at = (name: string) => gl.getUniformLocation(this.#program!, name);
    gl.uniform1i(at('grid'), 0);
    gl.uniform1i(at('colours'), 1);
    gl.uniform4f(at('crop'), crop.left, this.#canvas.height - crop.top - crop.height, crop.width, crop.height);
    gl.uniform1f(at('largest'), heat.largest);
    gl.uniform1f(at('opacity'), heat.opacity);
    gl.uniform1i(at('isSmooth'), heat.isSmooth ? 1 : 0);
    gl.uniform1i(at('isSigned'), heat.isSigned ? 1 : 0);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  close(): void {
    this.#ending.abort();
  }

  #sendGrid({ values, rows, columns }: HeatDrawing): void {
    const gl = this.#gl;
    this.#texture(gl.TEXTURE0);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, columns, rows, 0, gl.RED, gl.FLOAT, values);
  }

  #sendColours(name: ColourMapName): void {
    const gl = this.#gl;
    if (name === this.#colourMap) return;
    this.#colourMap = name;
    this.#texture(gl.TEXTURE1);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB8, 256, 1, 0, gl.RGB, gl.UNSIGNED_BYTE, colourTable(name));
  }

  /** The unit's texture, read texel by texel. */
  #texture(unit: number): void {
    const gl = this.#gl;
    gl.activeTexture(unit);
    if (gl.getParameter(gl.TEXTURE_BINDING_2D) === null) gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }

  #made(): WebGLProgram {
    const gl = this.#gl;
    const program = gl.createProgram();
    for (const [kind, source] of [
      [gl.VERTEX_SHADER, CORNERS],
      [gl.FRAGMENT_SHADER, HEAT],
    ] as const) {
      const shader = gl.createShader(kind)!;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    return program;
  }
}

class PixelLayer implements HeatLayer {
  readonly #context: CanvasRenderingContext2D;

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  draw(heat: HeatDrawing | null, crop: Placement | null): void {
    const { canvas } = this.#context;
    this.#context.clearRect(0, 0, canvas.width, canvas.height);
    if (heat && crop) drawHeat(this.#context, heat, crop);
  }

  close(): void {
    this.#context.clearRect(0, 0, this.#context.canvas.width, this.#context.canvas.height);
  }
}

/** More pixels than this along a side are enlarged: nobody sees the difference, and it stays within a frame's time. */
const MOST_PX = 448;

/** Draws a map by hand: small pictures, and where there is no graphics card. */
export function drawHeat(context: CanvasRenderingContext2D, heat: HeatDrawing, crop: Placement): void {
  const [width, height] = [crop.width, crop.height].map((px) => Math.max(1, Math.min(MOST_PX, Math.round(px)))) as [
    number,
    number,
  ];
  const pixels = new ImageData(width, height);
  paintHeat(pixels.data, pixels, heat, heat);
  const layer = new OffscreenCanvas(width, height);
  layer.getContext('2d')!.putImageData(pixels, 0, 0);
  context.drawImage(layer, crop.left, crop.top, crop.width, crop.height);
}
