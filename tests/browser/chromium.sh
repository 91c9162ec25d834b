#!/bin/sh
# Starts the browser that BROWSER names as the driver asks, but without the two lists of suggestions under the address
# bar: a full Chromium draws both for each new window, where nobody types an address and nobody sees them, and that
# costs more than most pages. What is here added to the driver's words cannot be said beside them: the last word counts.
for word do
	shift
	case $word in
	--disable-features=*) word=$word,WebUIOmniboxPopup,WebUIOmniboxAimPopup ;;
	esac
	set -- "$@" "$word"
done
exec "$BROWSER" "$@"
