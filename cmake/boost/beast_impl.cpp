// The one file that compiles Boost.Beast's non-template code (see cmake/Dependencies.cmake).
#include <boost/beast/src.hpp>
