# Without a wish of the caller's (preset, -D or CXX) clang 19 is taken where it is installed, because Debian 12's own
# g++ is one that CompilerGate.cmake has to refuse. Included before project(), which fixes the compiler.
if(NOT DEFINED CMAKE_CXX_COMPILER AND "$ENV{CXX}" STREQUAL "")
    find_program(PARLEY_CLANG NAMES clang++-19)
    if(PARLEY_CLANG)
        set(CMAKE_CXX_COMPILER "${PARLEY_CLANG}")
    endif()
endif()
