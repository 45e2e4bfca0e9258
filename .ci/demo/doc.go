// Demo walks the whole main job in real windows: a hub and two laptops, driven by
// keys and clicks on virtual displays, with made-up cases only.
//
// A counsellor enrols with the words of an invitation, gets their cases, searches,
// holds a counselling session in German with Arabic shown, records it and drafts a
// plan; a supervisor on another laptop reviews it, and the counsellor answers. What
// must have come of it is then read from both vaults by the program's own code.
//
// It knows what a window shows from the window itself (-seen of test builds), and
// finds words by the keys of locales, so that better words do not break it. Pictures,
// logs and, when something goes wrong, the last thing seen are in out/demo.
package main
