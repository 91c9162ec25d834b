const script = document.currentScript;
if (script instanceof HTMLScriptElement) script.dataset["state"] = "loaded";
