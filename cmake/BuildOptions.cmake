# Language, warnings, sanitizers, linker and compiler cache, for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

option(PARLEY_WERROR "Treat warnings as errors" OFF)
set(PARLEY_SANITIZE "" CACHE STRING "Value for -fsanitize=, for example address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Kind of build" FORCE)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast)
if(PARLEY_WERROR)
    add_compile_options(-Werror)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A false positive from Asio's recycled frame allocation at -O2.
    add_compile_options(-Wno-mismatched-new-delete)
else()
    # libstdc++ 12 marks functions as deprecated that its own std::stable_sort uses, and clang says so to whoever sorts.
    # Without this macro the library's marks are off; those of others still warn.
    add_compile_options(-U__DEPRECATED)
endif()

if(PARLEY_SANITIZE)
    add_compile_options(-fsanitize=${PARLEY_SANITIZE})
    add_link_options(-fsanitize=${PARLEY_SANITIZE})
    if(PARLEY_SANITIZE MATCHES "undefined")
        # vptr: Debian's libsoci exports no type information for the classes we derive from and call through.
        add_compile_options(-fno-sanitize-recover=all -fno-sanitize=vptr)
        add_link_options(-fno-sanitize=vptr)
    endif()
endif()

# lld links a test binary in a third of the time that bfd takes.
find_program(PARLEY_LLD NAMES ld.lld-19 ld.lld)
if(PARLEY_LLD AND CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    add_link_options(-fuse-ld=${PARLEY_LLD})
endif()

# The sloppiness settings are what lets ccache store files that use a precompiled header.
find_program(PARLEY_CCACHE NAMES ccache)
if(PARLEY_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        "${CMAKE_COMMAND}" -E env
        "CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime"
        "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}"
        "${PARLEY_CCACHE}")
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
        set(PARLEY_PCH_OPTIONS -Xclang -fno-pch-timestamp)
    else()
        set(PARLEY_PCH_OPTIONS -fpch-preprocess)
    endif()
endif()
