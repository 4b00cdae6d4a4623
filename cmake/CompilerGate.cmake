# Refuses compilers that are known to build a wrong Parley, before an hour is lost on what they break.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR
        "GCC ${CMAKE_CXX_COMPILER_VERSION} cannot build Parley: GCC 12 and older miscompile C++20 coroutines. A lambda "
        "with captures or an aggregate temporary inside a co_await expression is destroyed twice (double free, at -O0 "
        "and -O2 alike, without a warning), and Parley is written in coroutines.\n"
        "Use clang 19 (Debian: apt-get install clang-19; then cmake --preset dev) or GCC 13 or newer.")
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
    message(FATAL_ERROR "Parley needs clang 16 or newer for C++20 (found ${CMAKE_CXX_COMPILER_VERSION}); 19 is tested.")
endif()
