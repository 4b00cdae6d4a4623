// Gives the precompiled header a target to belong to; other targets reuse it.
