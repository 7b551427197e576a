// The images of the next question: added by a button, by paste or by drop, and shown until the question is sent.
import { chosenProvider, onProvider } from './choices.js';
import { announce, at, button, element } from './dom.js';

const typeNames = 'PNG, JPEG, WebP or GIF';
const [files, add, previews, notice, question] = ['files', 'add', 'previews', 'notice', 'question'].map(at);
const urls = new Set();
let images = [];

/** Returns the images and removes them from the composer; their addresses remain valid until forgetImages. */
export function takeImages() {
  const taken = images;
  images = [];
  show();
  return taken;
}

/** Returns whether the question can be sent with its images, and says why not. */
export function canSend(text) {
  const { model, images: limits } = chosenProvider();
  if (images.length > 0 && !limits)
    notify(`${model} does not read images. Remove the image, or select another provider.`);
  else if (images.length > 0 && text === '')
    notify('Write a question about the image.');
  else
    notify('');
  return notice.hidden && text !== '';
}

export function forgetImages() {
  images = [];
  show();
  urls.forEach(url => URL.revokeObjectURL(url));
  urls.clear();
}

export function addImages(list) {
  notify('');
  for (const file of list) {
    const problem = findProblem(file);
    if (problem) {
      notify(problem);
      continue;
    }
    const image = { name: file.name, url: URL.createObjectURL(file), base64: readBase64(file) };
    image.base64.catch(() => {
      removeImage(image);
      notify(`${file.name} cannot be read.`);
    });
    urls.add(image.url);
    images.push(image);
    announce(`Image ${file.name} added`);
  }
  show();
}

function findProblem({ name, type, size }) {
  const { model, images: limits } = chosenProvider();
  if (!limits)
    return `${model} does not read images. Select another provider.`;
  if (!limits.mediaTypes.includes(type))
    return `${name} is not an image that can be sent. Use a ${typeNames} file.`;
  if (size > limits.maxBytes)
    return `${name} has ${megabytes(size)} MB; the limit is ${megabytes(limits.maxBytes)} MB.`;
  return images.length < limits.maxCount ? '' : `A question can have up to ${limits.maxCount} images.`;
}

// Rounded up, so that a size above the limit does not look like the limit.
const megabytes = bytes => Math.ceil(bytes / 1024 / 1024 * 10) / 10;

function readBase64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function notify(message) {
  notice.textContent = message;
  notice.hidden = message === '';
}

function show() {
  previews.replaceChildren(...images.map(image => {
    const item = element('li');
    const remove = button('×', 'remove', () => removeImage(image));
    remove.setAttribute('aria-label', `Remove ${image.name}`);
    item.append(Object.assign(element('img'), { src: image.url, alt: image.name }), remove);
    return item;
  }));
  previews.hidden = images.length === 0;
}

function removeImage(image) {
  images = images.filter(one => one !== image);
  URL.revokeObjectURL(image.url);
  urls.delete(image.url);
  notify('');
  show();
  announce(`Image ${image.name} removed`);
  (previews.querySelector('button') ?? question).focus();
}

onProvider(() => {
  const { images: limits } = chosenProvider();
  add.hidden = !limits;
  files.accept = limits?.mediaTypes.join() ?? '';
  notify('');
});
add.addEventListener('click', () => files.click());
files.addEventListener('change', () => {
  const chosen = [...files.files];
  // Otherwise the same file could not be chosen again.
  files.value = '';
  question.focus();
  addImages(chosen);
});
document.addEventListener('paste', e => {
  // A spreadsheet puts its cells on the clipboard both as text and as a picture: the text is meant.
  if (e.clipboardData.files.length === 0 || e.clipboardData.types.includes('text/plain'))
    return;
  e.preventDefault();
  addImages(e.clipboardData.files);
});

// Files that are dropped anywhere are images of the question, and never replace the page.
const hasFiles = e => e.dataTransfer.types.includes('Files');
document.addEventListener('dragover', e => {
  if (!hasFiles(e))
    return;
  e.preventDefault();
  document.body.classList.add('dropping');
});
document.addEventListener('dragleave', e => {
  if (e.relatedTarget === null)
    document.body.classList.remove('dropping');
});
document.addEventListener('drop', e => {
  if (!hasFiles(e))
    return;
  e.preventDefault();
  document.body.classList.remove('dropping');
  addImages(e.dataTransfer.files);
  question.focus();
});
