import { render } from "preact";

const page = document.getElementById("page");
if (page) render(<main><h1>Starling</h1></main>, page);
