// Shows the name of the file that a block of code is, which stands in the info string behind the language, and joins
// what a command prints to the command.
(() => {
    const names = new Set(["Pipfile"]);
    for (const code of document.querySelectorAll("pre > code[class*='language-']")) {
        const words = code.className.split(" ");
        const at = words.findIndex(word => word.startsWith("language-"));
        const name = words[at + 1] ?? "";
        // Markers hold a colon, and words of the highlighter neither a dot nor a slash.
        if (!name.includes(":") && (/[./]/.test(name) || names.has(name))) {
            const title = document.createElement("div");
            title.className = "file-name";
            title.textContent = name;
            const block = code.parentElement;
            (block.parentElement.tagName === "PRE" ? block.parentElement : block).before(title);
        }
        const before = code.parentElement.previousElementSibling;
        if (/language-(text|diff)/.test(code.className) && before?.querySelector("code.language-sh")) {
            code.parentElement.classList.add("output");
        }
    }
})();
